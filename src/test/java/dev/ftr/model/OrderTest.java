package dev.ftr.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Comparator;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

class OrderTest {
    private record Item(int number, String name, boolean last) {}

    @Property
    void isThatOfTheLibrary(
            @ForAll @IntRange(max = 2) int number,
            @ForAll @StringLength(max = 1) String name,
            @ForAll boolean last,
            @ForAll @IntRange(max = 2) int otherNumber,
            @ForAll @StringLength(max = 1) String otherName,
            @ForAll boolean otherLast) {
        Item one = new Item(number, name, last);
        Item other = new Item(otherNumber, otherName, otherLast);
        Comparator<Item> library =
                Comparator.comparingInt(Item::number).thenComparing(Item::name).thenComparing(Item::last);
        Comparator<Item> ours = Order.by(Item::number, Item::name, Item::last);
        assertEquals(Integer.signum(library.compare(one, other)), Integer.signum(ours.compare(one, other)));
        assertEquals(
                List.of(one, other, one).stream().sorted(library).toList(),
                List.of(one, other, one).stream().sorted(ours).toList());
    }
}
