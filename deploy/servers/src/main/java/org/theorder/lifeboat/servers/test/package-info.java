/** The servers as a Quarkus test resource; needs Quarkus' test library on the class path. */
@NullMarked
package org.theorder.lifeboat.servers.test;

import org.jspecify.annotations.NullMarked;
