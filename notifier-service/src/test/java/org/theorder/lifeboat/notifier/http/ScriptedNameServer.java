package org.theorder.lifeboat.notifier.http;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A DNS server (RFC 1035, section 4) that answers each question for an IPv4 address with the next of what it was told. */
final class ScriptedNameServer implements AutoCloseable {
    private static final int ADDRESS = 1;
    private static final int INTERNET = 1;
    private static final int HEADER = 12;

    private final DatagramSocket socket;
    private final Map<String, Deque<String>> answers = new ConcurrentHashMap<>();

    ScriptedNameServer(int port) throws SocketException {
        socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        Thread.ofPlatform().daemon().start(this::serve);
    }

    /** @param next one for each question: addresses with spaces between them */
    void answer(String name, String... next) {
        answers.put(name, new ArrayDeque<>(List.of(next)));
    }

    /** How many answers nobody has asked for yet. */
    int left(String name) {
        return answers.get(name).size();
    }

    private void serve() {
        try {
            while (!socket.isClosed()) {
                DatagramPacket packet = new DatagramPacket(new byte[512], 512);
                socket.receive(packet);
                byte[] reply = reply(ByteBuffer.wrap(packet.getData(), 0, packet.getLength()));
                socket.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
            }
        } catch (IOException e) {
            if (!socket.isClosed()) {
                throw new IllegalStateException(e);
            }
        }
    }

    private byte[] reply(ByteBuffer query) throws IOException {
        StringBuilder name = new StringBuilder();
        int at = HEADER;
        while (query.get(at) != 0) {
            byte[] label = new byte[query.get(at)];
            query.get(at + 1, label);
            name.append(name.isEmpty() ? "" : ".").append(new String(label, StandardCharsets.US_ASCII));
            at += 1 + label.length;
        }
        byte[] question = new byte[at + 5 - HEADER];
        query.get(HEADER, question);
        boolean forAddress = query.getShort(at + 1) == ADDRESS;
        List<String> addresses = forAddress ? next(name.toString()) : List.of();

        ByteArrayOutputStream reply = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(reply);
        out.writeShort(query.getShort(0));
        // an authoritative answer without error
        out.writeShort(0x8400);
        out.writeShort(1);
        out.writeShort(addresses.size());
        out.writeInt(0);
        out.write(question);
        for (String address : addresses) {
            // the name of the question, not to be kept for a second
            out.writeShort(0xC000 | HEADER);
            out.writeShort(ADDRESS);
            out.writeShort(INTERNET);
            out.writeInt(0);
            out.writeShort(4);
            out.write(InetAddress.ofLiteral(address).getAddress());
        }
        return reply.toByteArray();
    }

    private List<String> next(String name) {
        Deque<String> waiting = answers.get(name);
        return waiting == null || waiting.isEmpty()
                ? List.of()
                : List.of(waiting.poll().split(" ", -1));
    }

    @Override
    public void close() {
        socket.close();
    }
}
