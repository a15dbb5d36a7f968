@NullMarked
package org.theorder.lifeboat.outbox;

import org.jspecify.annotations.NullMarked;
