/** For the tests of services: proof that nothing is open by accident. */
@NullMarked
package org.theorder.lifeboat.edge.testing;

import org.jspecify.annotations.NullMarked;
