/** The tar stream that PostgreSQL's BASE_BACKUP sends, taken apart while it passes. */
@NullMarked
package org.theorder.lifeboat.repository.tar;

import org.jspecify.annotations.NullMarked;
