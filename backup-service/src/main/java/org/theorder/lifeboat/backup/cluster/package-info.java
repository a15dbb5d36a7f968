/** The protected clusters: declared in the configuration or by REST, checked, and registered in the repository. */
@NullMarked
package org.theorder.lifeboat.backup.cluster;

import org.jspecify.annotations.NullMarked;
