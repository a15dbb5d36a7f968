package org.theorder.lifeboat.notifier.mail;

import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import java.io.IOException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.notifier.delivery.SendOutcome;
import org.theorder.lifeboat.notifier.wording.ForeignText;

/** Sends one message, over a connection that waits or a new one, and says exactly how that ended. */
public final class SmtpClient {
    private static final int LONGEST_REASON = 500;

    private final MailServer server;
    private final Session session;
    private final ScheduledExecutorService deadlines;
    private final Connections connections;

    SmtpClient(MailServer server) {
        this.server = server;
        this.session = Session.getInstance(server.properties());
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("mail-deadline").factory());
        // otherwise each message's would keep its thread in memory until it is over
        executor.setRemoveOnCancelPolicy(true);
        this.deadlines = executor;
        this.connections = new Connections(server, session, deadlines);
    }

    /** Tries once; ends soon when the thread is interrupted. */
    public SendOutcome send(Letter letter, BooleanSupplier stillOurs) {
        WatchedTransport transport = connections.take();
        boolean again = false;
        Deadline deadline = new Deadline(Thread.currentThread());
        ScheduledFuture<?> alarm =
                deadlines.schedule(deadline, server.deadline().toMillis(), TimeUnit.MILLISECONDS);
        try {
            transport.begin(stillOurs);
            connections.connect(transport);
            transport.sendMessage(
                    new IncidentMail(session, server, letter), new Address[] {new InternetAddress(letter.to())});
            again = true;
            return new SendOutcome.Accepted(ForeignText.line(transport.getLastServerResponse(), LONGEST_REASON));
        } catch (MessagingException | IOException e) {
            return failed(transport, e, deadline.passed());
        } finally {
            alarm.cancel(false);
            // an interrupt of our own has done its work; anybody else's stays
            if (deadline.over()) {
                boolean _ = Thread.interrupted();
            }
            if (again && !deadline.passed()) {
                connections.giveBack(transport);
            } else {
                connections.close(transport);
            }
        }
    }

    private SendOutcome failed(WatchedTransport transport, Exception failure, boolean late) {
        if (transport.passedOn()) {
            return new SendOutcome.PassedOn();
        }
        String said = said(failure);
        int code = code(failure);
        if (code >= 500) {
            return new SendOutcome.Refused("the mail server refused it: " + said, refusesRecipient(failure));
        }
        if (late) {
            said = "no end after " + server.deadline().toSeconds() + " s: " + said;
        }
        if (transport.mayHaveIt() && code <= 0) {
            return SendOutcome.unknown("it is not known whether the mail server " + server.shown()
                    + " took the message; it will be sent again with the same Message-ID: " + said);
        }
        return SendOutcome.later("the mail server " + server.shown() + " did not take it: " + said);
    }

    /**
     * What the server answered about this message; 0 if it did not. A refusal of the login or of the connection is not
     * about the message: it is tried again, so that a wrong password loses nothing.
     */
    private static int code(Throwable failure) {
        int code = 0;
        for (Throwable cause = failure; cause != null; cause = next(cause)) {
            code = switch (cause) {
                case SMTPAddressFailedException refused -> refused.getReturnCode();
                case SMTPSenderFailedException refused -> refused.getReturnCode();
                case SMTPSendFailedException refused -> code == 0 ? refused.getReturnCode() : code;
                case AuthenticationFailedException login -> 0;
                default -> code;
            };
        }
        return code;
    }

    /** Whether it was this address that the server does not know, and not us whom it wants nothing of. */
    private static boolean refusesRecipient(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = next(cause)) {
            if (cause instanceof SMTPAddressFailedException refused) {
                return AddressRefusal.is(String.valueOf(refused.getMessage()));
            }
        }
        return false;
    }

    private static String said(Throwable failure) {
        String said = String.valueOf(failure.getMessage());
        for (Throwable cause = next(failure); cause != null; cause = next(cause)) {
            String more = cause.getMessage();
            if (more != null && !said.contains(more)) {
                said = said + "; " + more;
            }
        }
        return ForeignText.line(said, LONGEST_REASON);
    }

    /** Mail exceptions chain in a way of their own, older than causes. */
    private static @Nullable Throwable next(Throwable failure) {
        return failure instanceof MessagingException mail ? mail.getNextException() : failure.getCause();
    }

    /** Interrupts a virtual thread, which closes the socket that it waits on. */
    private static final class Deadline implements Runnable {
        private final Thread sender;
        private boolean passed;
        private boolean over;

        Deadline(Thread sender) {
            this.sender = sender;
        }

        synchronized boolean passed() {
            return passed;
        }

        /** From now on nobody is interrupted; true if somebody was. */
        synchronized boolean over() {
            over = true;
            return passed;
        }

        @Override
        public synchronized void run() {
            if (!over) {
                passed = true;
                sender.interrupt();
            }
        }
    }
}
