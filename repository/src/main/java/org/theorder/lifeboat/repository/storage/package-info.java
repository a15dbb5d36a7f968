/** Where objects lie: written once, never changed, listed in order. One {@link org.theorder.lifeboat.repository.storage.Storage} is one region. */
@NullMarked
package org.theorder.lifeboat.repository.storage;

import org.jspecify.annotations.NullMarked;
