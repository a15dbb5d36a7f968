/** What can be set per cluster, and its defaults: one record per subject, read from the configuration or from REST. */
@NullMarked
package org.theorder.lifeboat.backup.settings;

import org.jspecify.annotations.NullMarked;
