package catalog

import (
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

type subscriptionRow struct {
	OID     uint32
	Name    string
	Enabled bool
	Slot    string
	// Connection is null where the reader may not see it.
	Connection   *string
	Publications []string
	Options      []string
}

// subscriptionQuery reads the subscriptions of this database. readable says whether the
// reader may see how they connect, where a password can stand.
func subscriptionQuery(version int, readable bool) string {
	connection, streaming := "null::text", "case when s.substream then 'on' else 'off' end"
	options := []string{"'binary=' || s.subbinary", "'synchronous_commit=' || s.subsynccommit"}
	if readable {
		connection = "s.subconninfo"
	}
	if version >= 15 {
		options = append(options, "'two_phase=' || (s.subtwophasestate <> 'd')", "'disable_on_error=' || s.subdisableonerr")
	}
	if version >= 16 {
		streaming = "case s.substream::text when 't' then 'on' when 'p' then 'parallel' else 'off' end"
		options = append(options, "'password_required=' || s.subpasswordrequired", "'run_as_owner=' || s.subrunasowner", "'origin=' || s.suborigin")
	}
	if version >= 17 {
		options = append(options, "'failover=' || s.subfailover")
	}
	return strings.NewReplacer("@connection", connection, "@streaming", streaming, "@options", strings.Join(options, ", ")).Replace(`
select s.oid, s.subname, s.subenabled, coalesce(s.subslotname, ''), @connection, s.subpublications, array['streaming=' || @streaming, @options]
from pg_catalog.pg_subscription s
where s.subdbid = (select d.oid from pg_catalog.pg_database d where d.datname = pg_catalog.current_database())
order by s.oid`)
}

// readableQuery asks whether the reader may see how subscriptions connect.
const readableQuery = `select pg_catalog.has_column_privilege('pg_catalog.pg_subscription', 'subconninfo', 'select')`

func (b *builder) subscriptions() {
	for _, row := range b.rows.subscriptions {
		x := schema.Subscription{Publications: row.Publications, Enabled: row.Enabled, Slot: row.Slot}
		x.ID = schema.ID{Kind: schema.KindSubscription, Name: row.Name}
		if row.Connection != nil {
			x.Connection, x.Secrets, _ = schema.ReadConnection(*row.Connection)
		}
		values := map[string]string{}
		for _, o := range row.Options {
			name, value, _ := strings.Cut(o, "=")
			values[name] = value
		}
		x.Options = schema.SubscriptionOptions(values)
		b.put(address{classSubscription, row.OID}, schema.Reading{Version: b.rows.version}.Subscribed(x))
	}
}
