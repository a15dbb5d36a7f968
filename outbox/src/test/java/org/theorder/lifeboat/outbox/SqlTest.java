package org.theorder.lifeboat.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SqlTest {
    @Test
    void jsonParametersGoThroughText() {
        assertThat(Sql.text("insert into t values ($1, $12::jsonb, $3 :: json)"))
                .isEqualTo("insert into t values ($1, $12::text::jsonb, $3::text::json)");
    }

    @Test
    void otherCastsStay() {
        assertThat(Sql.text("select $1::text::jsonb, a::jsonb, $2::jsonbs, $3::interval"))
                .isEqualTo("select $1::text::jsonb, a::jsonb, $2::jsonbs, $3::interval");
    }
}
