package org.theorder.lifeboat.notifier.mail;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.internet.InternetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.theorder.lifeboat.notifier.delivery.Delivery;
import org.theorder.lifeboat.notifier.delivery.Message;
import org.theorder.lifeboat.notifier.delivery.SendOutcome;
import org.theorder.lifeboat.notifier.incident.Telling;
import org.theorder.lifeboat.notifier.mail.ScriptedSmtpServer.Behaviour;

/** What each answer of a mail server means, on a server that really gives it. */
@Timeout(20)
class SmtpClientTest {
    @Test
    void acceptedTellsTheAnswer() throws Exception {
        try (ScriptedSmtpServer server = new ScriptedSmtpServer()) {
            assertThat(send(server)).isEqualTo(new SendOutcome.Accepted("250 2.0.0 Ok: queued as 4XyZ"));
            assertThat(server.taken()).hasSize(1);
        }
    }

    @Test
    void aTemporaryAnswerIsTriedAgain() throws Exception {
        try (ScriptedSmtpServer server = new ScriptedSmtpServer(Behaviour.TEMPORARY_451)) {
            assertThat(later(send(server)))
                    .contains("451 4.3.0 come back later")
                    .doesNotContain("not known whether");
            assertThat(send(server)).isInstanceOf(SendOutcome.Accepted.class);
        }
    }

    @Test
    void anUnknownUserIsRefusedForGood() throws Exception {
        try (ScriptedSmtpServer server = new ScriptedSmtpServer(Behaviour.NO_SUCH_USER_550)) {
            assertThat(send(server)).isInstanceOfSatisfying(SendOutcome.Refused.class, refused -> {
                assertThat(refused.reason()).contains("550 5.1.1 no such user");
                assertThat(refused.recipient()).isTrue();
            });
            assertThat(server.taken()).isEmpty();
        }
    }

    @Test
    void refusedContentIsRefusedForGood() throws Exception {
        try (ScriptedSmtpServer server = new ScriptedSmtpServer(Behaviour.REFUSED_CONTENT_554)) {
            assertThat(send(server))
                    .isInstanceOfSatisfying(
                            SendOutcome.Refused.class,
                            refused -> assertThat(refused.reason()).contains("554 5.7.1"));
        }
    }

    @Test
    void aServerOutOfServiceIsTriedAgainEvenIfItSaysFiveHundred() throws Exception {
        try (ScriptedSmtpServer server =
                new ScriptedSmtpServer(Behaviour.REFUSE_GREETING_554, Behaviour.BUSY_GREETING_421)) {
            assertThat(send(server)).isInstanceOf(SendOutcome.Later.class);
            assertThat(send(server)).isInstanceOf(SendOutcome.Later.class);
        }
    }

    @Test
    void aConnectionThatDropsBeforeTheContentIsTriedAgain() throws Exception {
        try (ScriptedSmtpServer server = new ScriptedSmtpServer(Behaviour.DROP_BEFORE_CONTENT)) {
            assertThat(later(send(server))).doesNotContain("not known whether");
        }
    }

    @Test
    void aConnectionThatDropsInTheMiddleOfTheContentIsTriedAgainAndTheServerHasNothing() throws Exception {
        try (ScriptedSmtpServer server = new ScriptedSmtpServer(Behaviour.DROP_IN_CONTENT)) {
            assertThat(send(server)).isInstanceOf(SendOutcome.Later.class);
            assertThat(server.taken()).isEmpty();
            assertThat(send(server)).isInstanceOf(SendOutcome.Accepted.class);
            assertThat(server.taken()).hasSize(1);
        }
    }

    @Test
    void aConnectionThatDropsAfterTheContentLeavesTheResultUnknownAndTheSecondCopyHasTheSameMessageId()
            throws Exception {
        try (ScriptedSmtpServer server = new ScriptedSmtpServer(Behaviour.DROP_AFTER_CONTENT)) {
            assertThat(later(send(server))).contains("not known whether");
            assertThat(send(server)).isInstanceOf(SendOutcome.Accepted.class);
            assertThat(server.taken())
                    .hasSize(2)
                    .allMatch(mail -> mail.contains("Message-ID: <i-1.opened@example.org>"));
        }
    }

    @Test
    void aServerThatStallsAfterTheContentLeavesTheResultUnknown() throws Exception {
        try (ScriptedSmtpServer server = new ScriptedSmtpServer(Behaviour.STALL_AFTER_CONTENT)) {
            assertThat(later(send(server))).contains("not known whether");
        }
    }

    @Test
    void aServerThatSaysNothingIsLeft() throws Exception {
        try (ScriptedSmtpServer server = new ScriptedSmtpServer(Behaviour.STALL_BEFORE_GREETING)) {
            assertThat(later(send(server))).contains("127.0.0.1:" + server.port());
        }
    }

    @Test
    void aServerThatNeverEndsItsAnswerIsCutOffAtTheDeadline() throws Exception {
        try (ScriptedSmtpServer server = new ScriptedSmtpServer(Behaviour.DRIP_GREETING)) {
            assertThat(later(send(server))).contains("no end after 2 s");
        }
    }

    @Test
    void nobodyListeningIsTriedAgain() throws Exception {
        int port;
        try (ScriptedSmtpServer server = new ScriptedSmtpServer()) {
            port = server.port();
        }
        assertThat(later(onVirtualThread(client(port), () -> true))).contains("127.0.0.1:" + port);
    }

    @Test
    void anAttemptThatPassedToAnotherNotifierSendsNothing() throws Exception {
        try (ScriptedSmtpServer server = new ScriptedSmtpServer()) {
            assertThat(onVirtualThread(client(server.port()), () -> false)).isInstanceOf(SendOutcome.PassedOn.class);
            assertThat(server.taken()).isEmpty();
        }
    }

    @Test
    void aSenderThatIsInterruptedEndsSoonAndStaysInterrupted() throws Exception {
        try (ScriptedSmtpServer server = new ScriptedSmtpServer(Behaviour.STALL_BEFORE_GREETING)) {
            FutureTask<Boolean> interrupted = new FutureTask<>(() -> {
                client(server.port()).send(Letter.toTeam(delivery()), () -> true);
                return Thread.currentThread().isInterrupted();
            });
            Thread sender = Thread.ofVirtual().start(interrupted);
            while (server.connections() == 0) {
                Thread.onSpinWait();
            }

            sender.interrupt();

            assertThat(interrupted.get(900, TimeUnit.MILLISECONDS)).isTrue();
        }
    }

    @Test
    void aConnectionIsUsedForTheNextMessageToo() throws Exception {
        try (ScriptedSmtpServer server = new ScriptedSmtpServer()) {
            SmtpClient client = client(server.port());
            for (int message = 0; message < 3; message++) {
                assertThat(onVirtualThread(client, () -> true)).isInstanceOf(SendOutcome.Accepted.class);
            }

            assertThat(server.taken()).hasSize(3);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void aServerThatHungUpMeanwhileIsAskedAnew() throws Exception {
        try (ScriptedSmtpServer server = new ScriptedSmtpServer()) {
            SmtpClient client = client(server.port());
            assertThat(onVirtualThread(client, () -> true)).isInstanceOf(SendOutcome.Accepted.class);

            server.hangUp();

            assertThat(onVirtualThread(client, () -> true)).isInstanceOf(SendOutcome.Accepted.class);
            assertThat(server.taken()).hasSize(2);
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    private static String later(SendOutcome outcome) {
        assertThat(outcome).isInstanceOf(SendOutcome.Later.class);
        return ((SendOutcome.Later) outcome).reason();
    }

    private static SendOutcome send(ScriptedSmtpServer server) throws Exception {
        return onVirtualThread(client(server.port()), () -> true);
    }

    private static SendOutcome onVirtualThread(SmtpClient client, BooleanSupplier stillOurs) throws Exception {
        FutureTask<SendOutcome> task = new FutureTask<>(() -> client.send(Letter.toTeam(delivery()), stillOurs));
        Thread.ofVirtual().start(task);
        return task.get();
    }

    private static SmtpClient client(int port) throws Exception {
        return new SmtpClient(new MailServer(
                "127.0.0.1",
                port,
                MailSettings.Security.NONE,
                null,
                null,
                null,
                new InternetAddress("lifeboat@example.org", "Lifeboat"),
                "example.org",
                "localhost",
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(2)));
    }

    static Delivery delivery() {
        return new Delivery(
                1,
                "mail",
                "team@example.org",
                1,
                new Message(
                        "i-1",
                        Telling.Kind.OPENED,
                        "opened",
                        "[The Order] it does not answer",
                        "text",
                        "<p>html</p>",
                        "<i-1.opened@example.org>",
                        false),
                null,
                Instant.parse("2026-11-22T12:01:40Z"),
                1,
                1);
    }
}
