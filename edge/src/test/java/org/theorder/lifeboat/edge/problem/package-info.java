@NullMarked
package org.theorder.lifeboat.edge.problem;

import org.jspecify.annotations.NullMarked;
