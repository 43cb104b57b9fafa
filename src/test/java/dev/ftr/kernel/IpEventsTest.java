package dev.ftr.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ftr.kernel.EventFilter.News;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lines of routes, as {@code ip -o monitor label} of iproute2 6.1 wrote them. */
class IpEventsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[ROUTE]default via 198.18.1.1 dev eth1 proto dhcp metric 100 | LINKS",
                "[ROUTE]default via 198.18.1.7 dev eth1 proto dhcp metric 99 onlink | LINKS",
                "[ROUTE]Deleted default via 198.18.1.7 dev eth1 proto dhcp metric 99 onlink | LINKS",
                "[ROUTE]default dev wwan0 scope link | LINKS",
                "[ROUTE]default via fe80::77 dev eth1 proto ra metric 1024 expires 1800sec pref medium | NOTHING",
                "[ROUTE]198.18.1.0/24 dev eth1 proto kernel scope link src 198.18.1.2 | NOTHING",
                "[ROUTE]default via 198.18.1.1 dev eth1 table 700 proto dhcp | ROUTING",
                "[ROUTE]local 198.18.1.2 dev eth1 table local proto kernel scope host src 198.18.1.2 | NOTHING",
            })
    void ofTableMainOnlyDefaultRoutesCount(String line, News news) {
        assertEquals(news, IpEvents.read(line));
    }
}
