package connect

import (
	"errors"
	"fmt"
	"maps"
	"net"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// Pooler says what stands between the program and the server.
type Pooler string

// The poolers. With TransactionPooler each transaction may meet another server
// connection, as with pgbouncer's pool_mode=transaction.
const (
	NoPooler          Pooler = ""
	TransactionPooler Pooler = "transaction"
)

// Endpoint is where a server or pooler listens.
type Endpoint struct {
	// Host is a name, an address, or the folder of a unix socket. The server's
	// certificate must have this name.
	Host string
	// HostAddr is the IP address to dial instead of asking for that of Host.
	HostAddr string
	Port     uint16
}

// Settings says how to reach one PostgreSQL database. What is zero is filled in
// by convention when a configuration is made, see the package comment.
type Settings struct {
	// Service is the name from which database and role get theirs.
	Service string
	// Testing picks the test database.
	Testing bool
	// ReadOnly picks the read-only role and makes transactions read-only. A
	// transaction pooler has no place for the latter; there the role must do.
	ReadOnly bool
	// Endpoint is the server, or the pooler before it; Direct is the server
	// itself when that is another place.
	Endpoint Endpoint
	Direct   Endpoint
	Pooler   Pooler

	Database        string
	User            string
	Password        Secret
	ApplicationName string

	// SSLMode is a mode of libpq: disable, allow, prefer, require, verify-ca or
	// verify-full. The others are paths of PEM files.
	SSLMode, SSLRootCert, SSLCert, SSLKey string

	// MaxConns is the size of the pool; zero is pgxpool's default.
	MaxConns int32
	// MaxConnLifetime ends connections of that age; zero is pgxpool's default.
	MaxConnLifetime time.Duration
	// ConnectTimeout bounds one try to connect; zero is none.
	ConnectTimeout time.Duration
	// Params are further keywords of a connection string, above all settings of
	// the session such as search_path or statement_timeout.
	Params map[string]string
	// Dial replaces the dialler, for proxies and connectors of clouds.
	Dial pgconn.DialFunc
}

var servicePattern = regexp.MustCompile(`^[a-z][a-z0-9_-]*$`)

// base is the service's name as part of other names.
func (s Settings) base() string { return strings.ReplaceAll(s.Service, "-", "_") }

// Complete returns the settings with the conventions filled in. The error joins
// everything that is wrong or missing.
func (s Settings) Complete() (Settings, error) {
	var faults []error
	fault := func(format string, args ...any) { faults = append(faults, fmt.Errorf("connect: "+format, args...)) }
	if s.Service != "" && !servicePattern.MatchString(s.Service) {
		fault("the service name %q must be lower-case letters, digits, '-' and '_', starting with a letter", s.Service)
	}
	if s.Service != "" {
		s.fillNames()
	}
	if s.Database == "" || s.User == "" {
		fault("no database or no user; set Settings.Service for both, or Settings.Database and Settings.User")
	}
	s.Endpoint.fill()
	if s.Direct != (Endpoint{}) {
		s.Direct.fill()
	}
	for _, e := range []Endpoint{s.Endpoint, s.Direct} {
		if strings.Contains(e.Host, ",") {
			fault("host %q names several servers; name one", e.Host)
		}
		if _, err := netip.ParseAddr(e.HostAddr); err != nil && e.HostAddr != "" {
			fault("hostaddr %q must be an IP address; put a name into host", e.HostAddr)
		}
	}
	if s.Pooler != NoPooler && s.Pooler != TransactionPooler {
		fault("pooler %q must be %q or empty", s.Pooler, TransactionPooler)
	}
	if modes := []string{"", "disable", "allow", "prefer", "require", "verify-ca", "verify-full"}; !slices.Contains(modes, s.SSLMode) {
		fault("sslmode %q must be one of %s", s.SSLMode, strings.Join(modes[1:], ", "))
	}
	return s, errors.Join(faults...)
}

func (s *Settings) fillNames() {
	suffix, role := "_db", ""
	if s.Testing {
		suffix = "_test_db"
	}
	if s.ReadOnly {
		role = "_ro"
	}
	s.Database = orDefault(s.Database, s.base()+suffix)
	s.User = orDefault(s.User, s.base()+role)
	s.ApplicationName = orDefault(s.ApplicationName, s.Service)
}

func (e *Endpoint) fill() {
	e.Host = orDefault(e.Host, orDefault(e.HostAddr, "localhost"))
	e.Port = orDefault(e.Port, 5432)
}

// isLocal reports whether the way to the endpoint stays on this machine.
func (e Endpoint) isLocal() bool {
	return isLocalHost(e.Host) && (e.HostAddr == "" || isLocalHost(e.HostAddr))
}

func isLocalHost(host string) bool {
	if strings.HasPrefix(host, "/") || host == "localhost" {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.IsLoopback()
}

// sslMode is the mode for one endpoint.
func (s Settings) sslMode(e Endpoint) string {
	if s.SSLMode == "" && e.isLocal() {
		return "prefer"
	}
	return orDefault(s.SSLMode, "verify-full")
}

// String shows the address of the pool's endpoint as a URL with the password
// masked.
func (s Settings) String() string {
	s.Endpoint.fill()
	if s.Service != "" {
		s.fillNames()
	}
	u := url.URL{Scheme: "postgres", User: url.User(s.User), Path: "/" + s.Database}
	query := url.Values{"sslmode": {s.sslMode(s.Endpoint)}}
	port := strconv.Itoa(int(s.Endpoint.Port))
	if strings.HasPrefix(s.Endpoint.Host, "/") {
		query.Set("host", s.Endpoint.Host)
		query.Set("port", port)
	} else {
		u.Host = net.JoinHostPort(s.Endpoint.Host, port)
	}
	if s.Endpoint.HostAddr != "" {
		query.Set("hostaddr", s.Endpoint.HostAddr)
	}
	if !s.Password.IsZero() {
		u.User = url.UserPassword(s.User, mask)
	}
	u.RawQuery = query.Encode()
	return u.String()
}

// copyParams lets two Settings live apart.
func (s Settings) copyParams() map[string]string {
	out := maps.Clone(s.Params)
	if out == nil {
		out = map[string]string{}
	}
	return out
}

func orDefault[T comparable](v, def T) T {
	var zero T
	if v == zero {
		return def
	}
	return v
}
