/** What goes and what stays: a pure plan, written down before anything is deleted, and its careful execution. */
@NullMarked
package org.theorder.lifeboat.repository.retention;

import org.jspecify.annotations.NullMarked;
