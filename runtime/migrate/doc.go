// Package migrate holds the format of revision files, the graph that they form,
// and the runner that moves a database along it.
//
// A service embeds its migrations folder and brings its database up to date:
//
//	history, err := migrate.Load(migrations)
//	m, err := migrate.New(migrate.Config{Conn: config, History: history})
//	result, err := m.Upgrade(ctx, "head")
//
// The package needs pgx and the standard library only: files are cut at marker
// lines, so no SQL parser is linked into the service.
package migrate
