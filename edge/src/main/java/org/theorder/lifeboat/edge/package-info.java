/**
 * What every service's HTTP edge shares. Put this jar on a Quarkus application's class path and everything is locked:
 * {@link org.theorder.lifeboat.edge.access} decides who may do what, {@link org.theorder.lifeboat.edge.problem} answers
 * every error as an RFC 9457 problem, {@link org.theorder.lifeboat.edge.probe} tells orchestrators whether the service
 * lives, and {@link org.theorder.lifeboat.edge.testing} walks all endpoints to prove that they are locked.
 */
@NullMarked
package org.theorder.lifeboat.edge;

import org.jspecify.annotations.NullMarked;
