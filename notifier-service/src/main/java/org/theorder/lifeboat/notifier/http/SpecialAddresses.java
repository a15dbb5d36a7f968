package org.theorder.lifeboat.notifier.http;

import java.net.InetAddress;
import java.nio.ByteBuffer;

/** Everything that is no public unicast address, by the IANA special-purpose registries (RFC 6890). */
final class SpecialAddresses {
    private SpecialAddresses() {}

    static boolean contain(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == 4 ? containIpv4(bytes) : containIpv6(bytes);
    }

    private static boolean containIpv4(byte[] bytes) {
        int second = bytes[1] & 0xFF;
        int third = bytes[2] & 0xFF;
        return switch (bytes[0] & 0xFF) {
            // this network, private, loopback
            case 0, 10, 127 -> true;
            // carriers' NAT, 100.64.0.0/10
            case 100 -> second >= 64 && second < 128;
            // link-local, with the metadata services of clouds
            case 169 -> second == 254;
            case 172 -> second >= 16 && second < 32;
            // 192.0.0.0/16 holds protocol assignments and TEST-NET-1; 192.88.99.0/24 relayed 6to4
            case 192 -> second == 168 || second == 0 || (second == 88 && third == 99);
            // benchmarks and TEST-NET-2
            case 198 -> second == 18 || second == 19 || (second == 51 && third == 100);
            // TEST-NET-3
            case 203 -> second == 0 && third == 113;
            // multicast, reserved, broadcast
            default -> (bytes[0] & 0xFF) >= 224;
        };
    }

    /** Only 2000::/3 is public, and of that not what documents, or carries an IPv4 address. */
    private static boolean containIpv6(byte[] bytes) {
        ByteBuffer groups = ByteBuffer.wrap(bytes);
        int first = Short.toUnsignedInt(groups.getShort());
        int second = Short.toUnsignedInt(groups.getShort());
        return (first & 0xE000) != 0x2000
                // protocol assignments with Teredo 2001::/23, documentation 2001:db8::/32 and 3fff::/20, 6to4 2002::/16
                || (first == 0x2001 && (second < 0x200 || second == 0xDB8))
                || first == 0x2002
                || (first == 0x3FFF && second < 0x1000);
    }
}
