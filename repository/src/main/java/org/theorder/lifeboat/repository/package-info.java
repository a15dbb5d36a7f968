/** The backup repository as one cluster and one region see it: what is registered, which backups are complete. Start at {@link org.theorder.lifeboat.repository.ClusterRepository}. */
@NullMarked
package org.theorder.lifeboat.repository;

import org.jspecify.annotations.NullMarked;
