package dev.ftr.desired;

import dev.ftr.config.RouterConfig.Numbering;
import dev.ftr.model.RulePriority;
import dev.ftr.model.TableId;
import dev.ftr.model.UplinkId;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Which numbers in the kernel belong to which uplink. */
public record Layout(Numbering numbering) {
    /**
     * Whether our rules are asked before {@code lookup main}. Then ours begin with a look into main that passes over its
     * default route, so that connected networks are found there and a default route of a DHCP client does no harm.
     */
    public boolean beforeMain() {
        return numbering.basePriority() < RulePriority.MAIN.value();
    }

    public TableId tableOf(UplinkId id) {
        return new TableId(numbering.baseTable() + id.value());
    }

    public TableId multipathTable() {
        return new TableId(numbering.baseTable() + UplinkId.COUNT);
    }

    /**
     * The table of a choice that policies make.
     *
     * @param slot 0 to 127
     */
    public TableId choiceTable(int slot) {
        return new TableId(numbering.baseTable() + UplinkId.COUNT + 1 + slot);
    }

    /** All tables that may hold something of ours under this numbering, without those of choices. */
    public SortedSet<TableId> tables() {
        SortedSet<TableId> tables = new TreeSet<>();
        for (long i = 0; i <= UplinkId.COUNT; i++) tables.add(new TableId(numbering.baseTable() + i));
        return tables;
    }

    /** The uplink whose own table this is. */
    public Optional<UplinkId> uplinkOf(TableId table) {
        long offset = table.value() - numbering.baseTable();
        return offset >= 0 && offset < UplinkId.COUNT ? Optional.of(new UplinkId((int) offset)) : Optional.empty();
    }

    public RulePriority mainPriority() {
        return new RulePriority(numbering.basePriority());
    }

    public RulePriority fromPriority(UplinkId id) {
        return new RulePriority(shifted() + id.value());
    }

    public RulePriority markPriority(UplinkId id) {
        return new RulePriority(shifted() + UplinkId.COUNT + id.value());
    }

    public RulePriority multipathPriority() {
        return new RulePriority(shifted() + 2 * UplinkId.COUNT);
    }

    /** One priority for all choices: their marks differ, so that their order means nothing. */
    public RulePriority choicePriority() {
        return markPriority(new UplinkId(UplinkId.COUNT - 1));
    }

    /**
     * Where it is decided that a packet passes us by. Before main that is the priority of the look into main, whose answer it
     * does not change.
     */
    public RulePriority bypassPriority() {
        return new RulePriority(numbering.basePriority() - (beforeMain() ? 0 : 1));
    }

    /** Behind all that is ours. */
    public RulePriority endPriority() {
        return new RulePriority(shifted() + 2 * UplinkId.COUNT + 1);
    }

    private long shifted() {
        return numbering.basePriority() + (beforeMain() ? 1 : 0);
    }
}
