/**
 * Who may do what. {@code TokenMechanism} recognises a caller by bearer token or session cookie (OIDC stands beside it,
 * off by default), {@code LockedByDefault} decides for every request before any resource is reached, {@code
 * SignInResource} gives browsers a cookie.
 */
@NullMarked
package org.theorder.lifeboat.edge.access;

import org.jspecify.annotations.NullMarked;
