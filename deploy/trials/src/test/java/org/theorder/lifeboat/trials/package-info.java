/** Tests of the whole, on the packaged service and real servers. Random, and repeatable by their seed. */
@NullMarked
package org.theorder.lifeboat.trials;

import org.jspecify.annotations.NullMarked;
