/** Which object lies under which key. Described in docs/repository-format.md. */
@NullMarked
package org.theorder.lifeboat.repository.layout;

import org.jspecify.annotations.NullMarked;
