@NullMarked
package org.theorder.lifeboat.events;

import org.jspecify.annotations.NullMarked;
