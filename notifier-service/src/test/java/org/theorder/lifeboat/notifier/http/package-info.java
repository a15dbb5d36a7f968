@NullMarked
package org.theorder.lifeboat.notifier.http;

import org.jspecify.annotations.NullMarked;
