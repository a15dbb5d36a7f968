package org.theorder.lifeboat.notifier.mail;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRefusalTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "550 5.1.1 no such user",
                "550 5.1.1 <a@b.org>: Recipient address rejected: User unknown in relay recipient table",
                "550-5.1.1 The email account that you tried to reach does not exist.\n550 5.1.1 Learn more",
                "550 #5.1.1 mailbox unavailable",
                "554 5.2.1 mailbox disabled",
                "550 5.1.10 the domain takes no mail",
                "550 Unknown user",
                "550 No such user here",
            })
    void anAddressThatIsNotThereIsRefused(String reply) {
        assertThat(AddressRefusal.is(reply)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "550 relay not permitted",
                "550 Relaying denied",
                "554 5.7.1 <a@b.org>: Relay access denied",
                "550 5.7.1 policy",
                "550-5.7.1 our system has detected\n550 5.7.1 spam",
                "550 [5.7.1] no",
                "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)",
                "550 5.1.8 sender address rejected",
                "550 5.1.0 address rejected",
                "552 5.2.2 mailbox full",
                "550 Sender verify failed",
                "550 Administrative prohibition, host 5.1.1.4 is blocked",
                "550 authentication required",
                "530 5.7.0 Must issue a STARTTLS command first",
                "503 bad sequence of commands",
            })
    void whatMayBeAboutUsIsHeldAgainstNobody(String reply) {
        assertThat(AddressRefusal.is(reply)).isFalse();
    }
}
