/** What tests of the repository, and of the modules that use it, work with: faulty storages, synthetic clusters, mutated bytes. */
@NullMarked
package org.theorder.lifeboat.repository.testing;

import org.jspecify.annotations.NullMarked;
