package org.theorder.lifeboat.edge.access;

import org.theorder.lifeboat.edge.Roles;

/** What a token allows. */
enum Role {
    VIEWER(Roles.VIEWER),
    OPERATOR(Roles.OPERATOR);

    private final String wireName;

    Role(String wireName) {
        this.wireName = wireName;
    }

    /** As in {@code @RolesAllowed}, in the tokens file and in the cookie. */
    String wireName() {
        return wireName;
    }
}
