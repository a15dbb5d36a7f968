/** What orchestrators ask without a token: {@code /livez} and {@code /readyz}, one word each. */
@NullMarked
package org.theorder.lifeboat.edge.probe;

import org.jspecify.annotations.NullMarked;
