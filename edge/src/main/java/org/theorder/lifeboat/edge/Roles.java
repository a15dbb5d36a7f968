package org.theorder.lifeboat.edge;

/**
 * The two roles, for {@code @RolesAllowed}. Without any annotation reading needs {@link #VIEWER} and everything else
 * {@link #OPERATOR}; an operator is a viewer too.
 */
public final class Roles {
    /** May look at everything and change nothing. */
    public static final String VIEWER = "viewer";

    /** May also take backups, restore, acknowledge, replay. */
    public static final String OPERATOR = "operator";

    private Roles() {}
}
