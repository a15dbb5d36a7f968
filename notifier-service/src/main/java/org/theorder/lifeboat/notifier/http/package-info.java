/** Messages over HTTP: one request, a clear outcome, and no way into our own network. */
@NullMarked
package org.theorder.lifeboat.notifier.http;

import org.jspecify.annotations.NullMarked;
