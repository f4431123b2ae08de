package connect

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// pooledParams are the session settings that pgbouncer keeps per client; it
// refuses connections that send others.
var pooledParams = []string{"application_name", "client_encoding", "datestyle", "timezone", "standard_conforming_strings"}

// Open returns a pool that has reached the server once. The caller closes it.
func Open(ctx context.Context, s Settings) (*pgxpool.Pool, error) {
	cfg, err := s.PoolConfig()
	if err != nil {
		return nil, err
	}
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("connect: %s: %w", s, err)
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("connect: %s: %w", s, err)
	}
	return pool, nil
}

// PoolConfig returns the configuration for the pool. The caller may change it
// before use.
func (s Settings) PoolConfig() (*pgxpool.Config, error) {
	s, err := s.Complete()
	if err != nil {
		return nil, err
	}
	return s.config(s.Endpoint, s.Pooler)
}

// DirectConfig returns the configuration for single connections to the server
// itself, which keep their session: for migrations, LISTEN and session locks.
// It is an error if there is a pooler and no direct endpoint.
func (s Settings) DirectConfig() (*pgx.ConnConfig, error) {
	s, err := s.Complete()
	if err != nil {
		return nil, err
	}
	endpoint := s.Direct
	if endpoint == (Endpoint{}) {
		if s.Pooler != NoPooler {
			return nil, errors.New("connect: a session is needed, but the server is behind a transaction pooler;" +
				" set Settings.Direct or " + orDefault(strings.ToUpper(s.base()), "{SERVICE}") + "__POSTGRES__DIRECT_HOST to the server itself")
		}
		endpoint = s.Endpoint
	}
	cfg, err := s.config(endpoint, NoPooler)
	if err != nil {
		return nil, err
	}
	return cfg.ConnConfig, nil
}

// config makes the configuration for one endpoint of complete settings.
func (s Settings) config(e Endpoint, pooler Pooler) (*pgxpool.Config, error) {
	params := s.copyParams()
	if s.ReadOnly && pooler == NoPooler {
		params["default_transaction_read_only"] = "on"
	}
	cfg, err := pgxpool.ParseConfig(s.dsn(e, params))
	if err != nil {
		return nil, fmt.Errorf("connect: %s: %w", s, err)
	}
	// The password is not part of the text that was parsed, so that no error
	// can show it.
	if !s.Password.IsZero() {
		cfg.ConnConfig.Password = s.Password.Reveal()
	}
	if e.HostAddr != "" {
		cfg.ConnConfig.LookupFunc = func(context.Context, string) ([]string, error) { return []string{e.HostAddr}, nil }
	}
	if s.Dial != nil {
		cfg.ConnConfig.DialFunc = s.Dial
	}
	cfg.MaxConns = orDefault(s.MaxConns, cfg.MaxConns)
	cfg.MaxConnLifetime = orDefault(s.MaxConnLifetime, cfg.MaxConnLifetime)
	if pooler == TransactionPooler {
		return cfg, withoutSession(cfg.ConnConfig)
	}
	return cfg, nil
}

// dsn writes keywords and values; everything this package decides is in it, so
// that no variable of the process has a say in that.
func (s Settings) dsn(e Endpoint, params map[string]string) string {
	words := maps.Clone(params)
	maps.Copy(words, map[string]string{
		"host": e.Host, "port": strconv.Itoa(int(e.Port)), "dbname": s.Database, "user": s.User, "sslmode": s.sslMode(e),
	})
	for keyword, text := range map[string]string{
		"application_name": s.ApplicationName, "sslrootcert": s.SSLRootCert, "sslcert": s.SSLCert, "sslkey": s.SSLKey,
	} {
		if text != "" {
			words[keyword] = text
		}
	}
	if s.ConnectTimeout > 0 {
		words["connect_timeout"] = strconv.Itoa(max(1, int(s.ConnectTimeout.Seconds())))
	}
	escape := strings.NewReplacer(`\`, `\\`, `'`, `\'`)
	var b strings.Builder
	for _, keyword := range slices.Sorted(maps.Keys(words)) {
		b.WriteString(keyword + "='" + escape.Replace(words[keyword]) + "' ")
	}
	return b.String()
}

// withoutSession makes connections fit for a transaction pooler: each query is
// one message without a name, and nothing is set for the session.
func withoutSession(cfg *pgx.ConnConfig) error {
	cfg.DefaultQueryExecMode = pgx.QueryExecModeExec
	cfg.StatementCacheCapacity, cfg.DescriptionCacheCapacity = 0, 0
	for _, name := range slices.Sorted(maps.Keys(cfg.RuntimeParams)) {
		if !slices.Contains(pooledParams, strings.ToLower(name)) {
			return fmt.Errorf("connect: the setting %s cannot be sent through a transaction pooler;"+
				" set it for the role (ALTER ROLE ... SET %s) or inside each transaction (SET LOCAL)", name, name)
		}
	}
	return nil
}
