/** PostgreSQL's incremental files: what they are called, and which blocks they bring. */
@NullMarked
package org.theorder.lifeboat.repository.incremental;

import org.jspecify.annotations.NullMarked;
