/** How safe every cluster is at this moment: reported to Kafka, REST, metrics and health. */
@NullMarked
package org.theorder.lifeboat.backup.protection;

import org.jspecify.annotations.NullMarked;
