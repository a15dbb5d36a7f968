/** The command line for the day on which nothing else is left: no Kafka, no database of ours, no framework. */
@NullMarked
package org.theorder.lifeboat.restore.breakglass;

import org.jspecify.annotations.NullMarked;
