package catalog

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/gen/internal/source"
)

// Options choose what is read. Patterns are names in which * stands for any
// text and ? for one character. A table pattern with a dot is matched with
// "schema.table", one without with the table's name alone.
type Options struct {
	// Schemas are patterns of the schemas to include; empty means all.
	Schemas []string
	// ExcludeSchemas are patterns of schemas to leave out.
	ExcludeSchemas []string
	// Tables are patterns of the tables and views to include; empty means all.
	Tables []string
	// ExcludeTables are patterns of tables and views to leave out.
	ExcludeTables []string
	// History is the name of pgen's history table: whoever owns it runs the
	// migrations, and objects that belong to him have no [schema.Owner]. Where there is
	// no such table it is the reader if he owns any of the objects, else the one who
	// owns most of them.
	History string
	// SessionOwner makes the reader that role in any case, as on a server where he has
	// just made everything.
	SessionOwner bool
}

// Querier is a connection on which a transaction can be started: *pgx.Conn or
// *pgxpool.Conn.
type Querier interface {
	BeginTx(ctx context.Context, options pgx.TxOptions) (pgx.Tx, error)
}

// Read returns the model of the connected database and one warning for each
// object in it that the model cannot hold. An empty database gives a model with
// the schema "public". The error is one of the server or the connection.
func Read(ctx context.Context, db Querier, o Options) (*schema.Database, source.Diagnostics, error) {
	if err := o.validate(); err != nil {
		return nil, nil, err
	}
	s, err := fetch(ctx, db)
	if err != nil {
		return nil, nil, fmt.Errorf("read the catalogs: %w", err)
	}
	b := newBuilder(s)
	b.build(o)
	b.filter(o)
	return b.db, b.findings, nil
}
