@NullMarked
package org.theorder.lifeboat.edge.openapi;

import org.jspecify.annotations.NullMarked;
