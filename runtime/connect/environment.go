package connect

import (
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
)

// value is a setting as text, with the place that it comes from.
type value struct{ text, origin string }

// source is what one place says, by the keywords of libpq and some of our own.
type source map[string]value

// keywords maps the names behind {SERVICE}__POSTGRES__ to keywords.
var keywords = map[string]string{
	"HOST": "host", "HOSTADDR": "hostaddr", "PORT": "port",
	"DIRECT_HOST": "direct_host", "DIRECT_HOSTADDR": "direct_hostaddr", "DIRECT_PORT": "direct_port",
	"DATABASE_NAME": "dbname", "USERNAME": "user", "PASSWORD": "password",
	"APPLICATION_NAME": "application_name", "READ_ONLY": "read_only",
	"SSLMODE": "sslmode", "SSLROOTCERT": "sslrootcert", "SSLCERT": "sslcert", "SSLKEY": "sslkey",
	"POOLER": "pooler", "POOL_SIZE": "pool_size", "POOL_RECYCLE": "pool_recycle", "CONNECT_TIMEOUT": "connect_timeout",
}

var dbVariables = map[string]string{
	"DB_HOST": "host", "DB_PORT": "port", "DB_USER": "user", "DB_PASSWORD": "password", "DB_NAME": "dbname",
}

var pgVariables = map[string]string{
	"PGHOST": "host", "PGHOSTADDR": "hostaddr", "PGPORT": "port", "PGUSER": "user", "PGPASSWORD": "password",
	"PGDATABASE": "dbname", "PGAPPNAME": "application_name", "PGCONNECT_TIMEOUT": "connect_timeout",
	"PGSSLMODE": "sslmode", "PGSSLROOTCERT": "sslrootcert", "PGSSLCERT": "sslcert", "PGSSLKEY": "sslkey",
}

// FromEnvironment reads the settings of a service from variables as
// os.Environ gives them, in the order of precedence of the package comment. The
// error joins all faults: unknown keys, values that cannot be read.
func FromEnvironment(service string, environ []string) (Settings, error) {
	s := Settings{Service: service}
	env := map[string]string{}
	for _, entry := range environ {
		if name, text, _ := strings.Cut(entry, "="); text != "" {
			env[name] = text
		}
	}
	own, errOwn := fromService(s.base(), env)
	fromURL, params, errURL := parseURL("DATABASE_URL", env["DATABASE_URL"])
	s.Params = params
	merged := merge(own, fromURL, fromDB(env), pick(env, pgVariables))
	return s, errors.Join(errOwn, errURL, s.assign(merged))
}

// FromURL reads the settings of a service from a connection URL alone.
func FromURL(service, text string) (Settings, error) {
	s := Settings{Service: service}
	values, params, err := parseURL("connection URL", text)
	s.Params = params
	return s, errors.Join(err, s.assign(values))
}

// fromService reads {SERVICE}__POSTGRES__{KEY}.
func fromService(base string, env map[string]string) (source, error) {
	prefix := strings.ToUpper(base) + "__POSTGRES__"
	out := source{}
	var faults []error
	for _, name := range slices.Sorted(maps.Keys(env)) {
		key, ours := strings.CutPrefix(name, prefix)
		if base == "" || !ours {
			continue
		}
		keyword, known := keywords[key]
		if !known {
			faults = append(faults, fmt.Errorf("connect: %s is not known; the keys are %s", name, strings.Join(slices.Sorted(maps.Keys(keywords)), ", ")))
			continue
		}
		out[keyword] = value{env[name], name}
	}
	return out, errors.Join(faults...)
}

// fromDB reads DB_*. The socket variable may name the folder or the file in it.
func fromDB(env map[string]string) source {
	out := pick(env, dbVariables)
	const name = "DB_INSTANCE_UNIX_SOCKET"
	if socket := env[name]; socket != "" {
		delete(out, "port")
		if file := path.Base(socket); strings.HasPrefix(file, ".s.PGSQL.") {
			out["port"] = value{strings.TrimPrefix(file, ".s.PGSQL."), name}
			socket = path.Dir(socket)
		}
		out["host"] = value{socket, name}
	}
	return out
}

func pick(env, names map[string]string) source {
	out := source{}
	for name, keyword := range names {
		if env[name] != "" {
			out[keyword] = value{env[name], name}
		}
	}
	return out
}

// merge takes each keyword from the first source that has it. The endpoint is
// one thing: it comes from the first source that names a host or an address,
// with what that source and those before it say of it.
func merge(sources ...source) source {
	endpoint := []string{"host", "hostaddr", "port"}
	out := source{}
	placed := false
	for _, s := range sources {
		for keyword, v := range s {
			if _, taken := out[keyword]; !taken && !(placed && slices.Contains(endpoint, keyword)) {
				out[keyword] = v
			}
		}
		placed = placed || out["host"].text != "" || out["hostaddr"].text != ""
	}
	return out
}

// assign puts the values into the fields.
func (s *Settings) assign(values source) error {
	texts := map[string]*string{
		"host": &s.Endpoint.Host, "hostaddr": &s.Endpoint.HostAddr,
		"direct_host": &s.Direct.Host, "direct_hostaddr": &s.Direct.HostAddr,
		"dbname": &s.Database, "user": &s.User, "application_name": &s.ApplicationName,
		"sslmode": &s.SSLMode, "sslrootcert": &s.SSLRootCert, "sslcert": &s.SSLCert, "sslkey": &s.SSLKey,
	}
	var faults []error
	for _, keyword := range slices.Sorted(maps.Keys(values)) {
		v := values[keyword]
		if target := texts[keyword]; target != nil {
			*target = v.text
		} else if err := s.assignParsed(keyword, v.text); err != nil {
			faults = append(faults, fmt.Errorf("connect: %s: %w", v.origin, err))
		}
	}
	return errors.Join(faults...)
}

// assignParsed puts the values into the fields that are no plain text.
func (s *Settings) assignParsed(keyword, text string) (err error) {
	switch keyword {
	case "password":
		s.Password = NewSecret(text)
	case "port":
		s.Endpoint.Port, err = parseNumber[uint16](text, 16)
	case "direct_port":
		s.Direct.Port, err = parseNumber[uint16](text, 16)
	case "pool_size":
		s.MaxConns, err = parseNumber[int32](text, 31)
	case "pool_recycle":
		s.MaxConnLifetime, err = parseSeconds(text)
	case "connect_timeout":
		s.ConnectTimeout, err = parseSeconds(text)
	case "read_only":
		s.ReadOnly, err = parseBool(text)
	case "pooler":
		s.Pooler = Pooler(text)
	default:
		err = fmt.Errorf("the keyword %s has no field", keyword)
	}
	return err
}

func parseNumber[T uint16 | int32](text string, bits int) (T, error) {
	n, err := strconv.ParseUint(text, 10, bits)
	if err != nil || n == 0 {
		return 0, fmt.Errorf("%q must be a whole number from 1 to %d", text, uint64(1)<<bits-1)
	}
	return T(n), nil
}

func parseSeconds(text string) (time.Duration, error) {
	n, err := strconv.ParseUint(text, 10, 31)
	if err != nil {
		return 0, fmt.Errorf("%q must be a whole number of seconds", text)
	}
	return time.Duration(n) * time.Second, nil
}

func parseBool(text string) (bool, error) {
	switch strings.ToLower(text) {
	case "1", "t", "true", "y", "yes", "on":
		return true, nil
	case "0", "f", "false", "n", "no", "off":
		return false, nil
	}
	return false, fmt.Errorf("%q must be true or false", text)
}
