package org.theorder.lifeboat.notifier.subscriber;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

class AddressTest {
    @ParameterizedTest
    @CsvSource({
        "ops@example.org, ops@example.org",
        "' Ops+status@Example.ORG ', Ops+status@example.org",
        "o'hara@xn--bcher-kva.example, o'hara@xn--bcher-kva.example"
    })
    void aMailAddressIsTakenAsItIsTyped(String typed, String taken) {
        Address address = Address.parse(typed);

        assertThat(address.way()).isEqualTo(Way.MAIL);
        assertThat(address.text()).isEqualTo(taken);
    }

    @Test
    void capitalsMakeNoOtherSubscriberOfAMailAddressAndDoOfAWebhook() {
        assertThat(Address.parse("OPS@example.org").identity()).isEqualTo("ops@example.org");
        assertThat(Address.parse("https://example.org/A").identity()).isEqualTo("https://example.org/A");
    }

    @Test
    void nobodyNeedsToSeeAllOfIt() {
        assertThat(Address.parse("ops@example.org")).hasToString("o…@example.org");
        assertThat(Address.parse("https://example.org:8443/hook?key=secret")).hasToString("https://example.org:8443/…");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "ops",
                "ops@localhost",
                "@example.org",
                "ops@@example.org",
                "ops@-example.org",
                "ops@example..org",
                "o..ps@example.org",
                ".ops@example.org",
                "ops@[127.0.0.1]",
                "ops@127.0.0.1",
                "\"a b\"@example.org",
                "Ops <ops@example.org>",
                "ops@example.org,other@example.org",
                "ops@example.org\r\nBcc: all@example.org",
                "ops@example.org\nBcc:all@example.org",
                "ops@example.org\u0000",
                "оps@example.org",
                "ops@exаmple.org",
                "ops@example.org\u202E",
                "ftp://example.org/",
                "file:///etc/passwd",
                "https:///hook",
                "https://user:password@example.org/",
                "https://example.org/#part",
                "https://exаmple.org/",
                "https://example.org/a b",
                "gopher://example.org/"
            })
    void everythingElseIsRefusedInPlainWords(String typed) {
        assertThatThrownBy(() -> Address.parse(typed))
                .isInstanceOfSatisfying(
                        LifeboatException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.REQUEST_INVALID));
    }

    @Test
    void aMegabyteIsRefusedWithoutBeingRepeated() {
        assertThatThrownBy(() -> Address.parse("a".repeat(1_000_000) + "@example.org"))
                .hasMessageContaining("longer than any address")
                .satisfies(refused -> assertThat(refused.getMessage()).hasSizeLessThan(200));
    }
}
