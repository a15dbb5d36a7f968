/** The JSON documents of the repository, read with limits. */
@NullMarked
package org.theorder.lifeboat.repository.json;

import org.jspecify.annotations.NullMarked;
