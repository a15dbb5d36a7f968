package org.theorder.lifeboat.notifier.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DestinationTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.9.9.9",
                "0.0.0.0",
                "10.1.2.3",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.1.1",
                "169.254.169.254",
                "100.64.0.1",
                "198.18.0.1",
                "192.0.0.1",
                "192.0.2.1",
                "192.88.99.1",
                "198.51.100.1",
                "203.0.113.1",
                "224.0.0.1",
                "255.255.255.255",
                "::1",
                "::",
                "fe80::1",
                "fc00::1",
                "fd12:3456::1",
                "ff02::1",
                "::ffff:10.0.0.1",
                "::7f00:1",
                "64:ff9b::a00:1",
                "64:ff9b:1::a00:1",
                "100::1",
                "2001::1",
                "2001:db8::1",
                "2002:7f00:1::",
                "3fff::1",
                "4000::1",
                "fec0::1"
            })
    void addressesInsideAreKnown(String address) throws Exception {
        assertThat(SpecialAddresses.contain(InetAddress.getByName(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "100.63.0.1",
                "100.128.0.1",
                "172.32.0.1",
                "203.0.114.1",
                "2001:4860::8888",
                "2606:4700::1111"
            })
    void addressesOfTheWorldAreNot(String address) throws Exception {
        assertThat(SpecialAddresses.contain(InetAddress.getByName(address))).isFalse();
    }

    @Test
    void writtenOtherwiseTheyAreRefusedAllTheSame() throws Exception {
        for (String url :
                new String[] {"http://127.0.0.1:1/", "http://[::1]/", "http://localhost/", "http://2130706433/"}) {
            URI written = URI.create(url);
            assertThat(new Destination(written, false).route(NameService.SYSTEM))
                    .isInstanceOfSatisfying(
                            Route.Inside.class,
                            inside -> assertThat(inside.why()).as(url).contains("an address inside"));
            assertThat(new Destination(written, true).route(NameService.SYSTEM))
                    .as(url)
                    .isInstanceOf(Route.Open.class);
        }
    }

    @Test
    void oneAddressInsideIsEnoughToRefuseAName() throws Exception {
        InetAddress world = InetAddress.getByName("203.0.114.7");
        InetAddress metadata = InetAddress.getByName("169.254.169.254");
        Destination hook = new Destination(URI.create("https://hook.example/"), false);

        assertThat(hook.route(_ -> List.of(world))).isEqualTo(new Route.Open(List.of(world)));
        assertThat(hook.route(_ -> List.of(world, metadata)))
                .isInstanceOfSatisfying(
                        Route.Inside.class,
                        inside -> assertThat(inside.why()).startsWith("hook.example is 169.254.169.254"));
    }
}
