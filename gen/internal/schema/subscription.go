package schema

import (
	"net/url"
	"slices"
	"strings"
)

// Subscription is a subscription of logical replication.
type Subscription struct {
	Header
	// Connection is how it reaches the publisher, as "name=value" and without secrets;
	// none if the reader may not see it, which equals any.
	Connection []string
	// Secrets are the names of the parts of the connection that the model does not hold.
	// They take no part in equality.
	Secrets []string
	// Publications are the names of publications, in order.
	Publications []string
	Enabled      bool
	// Slot is the replication slot, "" for none.
	Slot string
	// Options are "name=value", without those that have their default.
	Options []string
}

// Refs returns nothing: publications and the slot are elsewhere.
func (s Subscription) Refs() []ID { return nil }

// Renamed implements [Object]. The slot keeps its name.
func (s Subscription) Renamed(f func(ID) ID) Object {
	s.Header = s.Header.renamed(f)
	return s
}

// subscriptionOptions are the values of the options that nobody has to set.
var subscriptionOptions = map[string]string{"binary": "false", "synchronous_commit": "off", "two_phase": "false", "disable_on_error": "false",
	"password_required": "true", "run_as_owner": "false", "origin": "any", "failover": "false"}

// SubscriptionOptions returns options of a subscription in order and without those that
// have their default. What is the default of "streaming" depends on the server.
func SubscriptionOptions(values map[string]string) []string {
	var out []string
	for name, value := range values {
		if subscriptionOptions[name] != value {
			out = append(out, name+"="+value)
		}
	}
	slices.Sort(out)
	return out
}

// SubscriptionDefault returns the value that an option of subscriptions has where nobody
// sets it.
func SubscriptionDefault(option string) string {
	if option == "streaming" {
		return "off"
	}
	return subscriptionOptions[option]
}

// streaming is the setting of a server's version that nobody has to make.
func (r Reading) streaming() string {
	if r.Version >= 18 {
		return "streaming=parallel"
	}
	return "streaming=off"
}

// Subscribed returns a subscription as the server of the reading means it.
func (r Reading) Subscribed(s Subscription) Subscription {
	s.Options = slices.DeleteFunc(slices.Clone(s.Options), func(o string) bool { return o == r.streaming() })
	if len(s.Options) == 0 {
		s.Options = nil
	}
	return s
}

// connectionWords are the parameters of a connection, in any version of libpq.
const connectionWords = " service user password passfile channel_binding connect_timeout dbname host hostaddr port client_encoding options" +
	" application_name fallback_application_name keepalives keepalives_idle keepalives_interval keepalives_count tcp_user_timeout sslmode" +
	" sslnegotiation sslcompression sslcert sslkey sslcertmode sslpassword sslrootcert sslcrl sslcrldir sslsni requirepeer require_auth" +
	" min_protocol_version max_protocol_version ssl_min_protocol_version ssl_max_protocol_version gssencmode krbsrvname gsslib gssdelegation replication" +
	" target_session_attrs load_balance_hosts authtype tty sslkeylogfile servicefile scram_client_key scram_server_key oauth_issuer" +
	" oauth_client_id oauth_client_secret oauth_scope requiressl "

// ReadConnection reads a connection string, in either of the forms that libpq takes, into
// "name=value", each once, and takes the secrets out. The text fault says
// what is wrong with it, and holds none of its values.
func ReadConnection(text string) (parts, secrets []string, fault string) {
	var pairs [][2]string
	if strings.HasPrefix(text, "postgresql://") || strings.HasPrefix(text, "postgres://") {
		pairs, fault = connectionURL(text)
	} else {
		pairs, fault = connectionWordsOf(text)
	}
	if fault != "" {
		return nil, nil, fault
	}
	for i, p := range pairs {
		if !strings.Contains(connectionWords, " "+p[0]+" ") || p[0] == "" {
			return nil, nil, "invalid connection option \"" + p[0] + "\""
		}
		switch later := pairs[i+1:]; {
		case slices.ContainsFunc(later, func(other [2]string) bool { return other[0] == p[0] }): // the last one counts
		case IsSecret(p[0]):
			secrets = append(secrets, p[0])
		case p[1] != "":
			parts = append(parts, p[0]+"="+p[1])
		}
	}
	return parts, secrets, ""
}

// connectionWordsOf reads "name = value name = 'value'".
func connectionWordsOf(text string) (pairs [][2]string, fault string) {
	const space = " \t\n\r\f\v"
	for {
		if text = strings.TrimLeft(text, space); text == "" {
			return pairs, ""
		}
		end := strings.IndexAny(text, "="+space)
		if end < 0 {
			end = len(text)
		}
		name := text[:end]
		rest, ok := strings.CutPrefix(strings.TrimLeft(text[end:], space), "=")
		if !ok {
			return nil, "missing \"=\" after \"" + name + "\" in connection info string"
		}
		text = strings.TrimLeft(rest, space)
		var b strings.Builder
		quoted := strings.HasPrefix(text, "'")
		text = strings.TrimPrefix(text, "'")
		i := 0
		for ; i < len(text) && (quoted && text[i] != '\'' || !quoted && !strings.ContainsRune(space, rune(text[i]))); i++ {
			if text[i] == '\\' && i+1 < len(text) {
				i++
			}
			b.WriteByte(text[i])
		}
		if quoted && i >= len(text) {
			return nil, "unterminated quoted string in connection info string"
		}
		text = text[i:]
		if quoted {
			text = text[1:]
		}
		pairs = append(pairs, [2]string{name, b.String()})
	}
}

// connectionURL reads "postgresql://user:password@host:port,host:port/dbname?name=value".
func connectionURL(text string) (pairs [][2]string, fault string) {
	_, rest, _ := strings.Cut(text, "://")
	add := func(name, value string) {
		decoded, err := url.PathUnescape(value)
		if err != nil {
			fault = "invalid percent-encoded token"
		}
		if value != "" {
			pairs = append(pairs, [2]string{name, decoded})
		}
	}
	rest, query, _ := strings.Cut(rest, "?")
	authority, dbname, _ := strings.Cut(rest, "/")
	if i := strings.LastIndex(authority, "@"); i >= 0 {
		user, password, _ := strings.Cut(authority[:i], ":")
		add("user", user)
		add("password", password)
		authority = authority[i+1:]
	}
	var hosts, ports []string
	for endpoint := range strings.SplitSeq(authority, ",") {
		host, port := endpoint, ""
		if i := strings.LastIndex(endpoint, ":"); i >= 0 && i > strings.LastIndex(endpoint, "]") {
			host, port = endpoint[:i], endpoint[i+1:]
		}
		hosts, ports = append(hosts, strings.Trim(host, "[]")), append(ports, port)
	}
	add("host", strings.Join(hosts, ","))
	if slices.ContainsFunc(ports, func(p string) bool { return p != "" }) {
		add("port", strings.Join(ports, ","))
	}
	add("dbname", dbname)
	for pair := range strings.SplitSeq(query, "&") {
		name, value, ok := strings.Cut(pair, "=")
		if pair != "" && !ok {
			return nil, "missing key/value separator \"=\" in URI query parameter"
		}
		if name == "ssl" && value == "true" {
			name, value = "sslmode", "require"
		}
		add(name, value)
	}
	return pairs, fault
}
