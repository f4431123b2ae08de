// Package connect turns settings into connections to PostgreSQL.
//
//	settings, err := connect.FromEnvironment("orders", os.Environ())
//	...
//	pool, err := connect.Open(ctx, settings)
//
// # Precedence
//
// For each setting the first of these counts:
//
//  1. what the program assigns to a field of [Settings]
//  2. ORDERS__POSTGRES__{KEY}, with the service's name in upper case and "-" as "_"
//  3. DATABASE_URL
//  4. DB_HOST, DB_PORT, DB_USER, DB_PASSWORD, DB_NAME and DB_INSTANCE_UNIX_SOCKET
//     (the folder of a socket, which beats DB_HOST)
//  5. PGHOST, PGHOSTADDR, PGPORT, PGUSER, PGPASSWORD, PGDATABASE, PGAPPNAME,
//     PGCONNECT_TIMEOUT, PGSSLMODE, PGSSLROOTCERT, PGSSLCERT, PGSSLKEY
//  6. the conventions below
//
// A source that names a host brings its port and address with it: those of
// sources further down belong to another server and are left out. An empty
// variable counts as unset.
//
// # Keys
//
// {KEY} is one of HOST, HOSTADDR, PORT, DIRECT_HOST, DIRECT_HOSTADDR, DIRECT_PORT,
// DATABASE_NAME, USERNAME, PASSWORD, APPLICATION_NAME, READ_ONLY, SSLMODE,
// SSLROOTCERT, SSLCERT, SSLKEY, POOLER, POOL_SIZE, POOL_RECYCLE (seconds) and
// CONNECT_TIMEOUT (seconds). Another one is an error, for it is a typing mistake
// or something this package would not do.
//
// # Conventions
//
// The service "orders" has the database orders_db, for tests orders_test_db,
// and logs in as orders, read-only as orders_ro, on localhost, port 5432. The
// application name is the service's.
//
// TLS is verify-full unless SSLMODE says otherwise or the server is on this
// machine, where it is prefer. HOSTADDR is the address to dial when it differs
// from the name in the server's certificate, which is HOST.
//
// # Poolers
//
// POOLER=transaction says that HOST is a pooler which gives each transaction
// another server connection. Then nothing is prepared, nothing is cached and
// no setting is sent that would have to last longer than a transaction. What
// needs a session (migrations, LISTEN, session locks) goes to the direct
// endpoint, see [Settings.DirectConfig].
package connect
