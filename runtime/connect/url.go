package connect

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// urlKeywords are the keywords of a URL's query that are fields of Settings. All
// others are handed on, see Settings.Params.
var urlKeywords = []string{
	"host", "hostaddr", "port", "dbname", "user", "password", "application_name", "connect_timeout",
	"sslmode", "sslrootcert", "sslcert", "sslkey",
}

// parseURL takes a URL apart; "" gives nothing. No error shows the URL, for
// there is a password in it.
func parseURL(origin, text string) (source, map[string]string, error) {
	if text == "" {
		return nil, nil, nil
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql" {
		return nil, nil, fmt.Errorf("connect: %s must have the form postgres://user:password@host:port/database?sslmode=verify-full,"+
			" with %% escapes for special characters", origin)
	}
	if strings.Contains(u.Host, ",") {
		return nil, nil, fmt.Errorf("connect: %s names several servers; name one", origin)
	}
	out, params := source{}, map[string]string{}
	set := func(keyword, text string) {
		if text != "" {
			out[keyword] = value{text, origin}
		}
	}
	set("host", u.Hostname())
	set("port", u.Port())
	set("dbname", strings.TrimPrefix(u.Path, "/"))
	set("user", u.User.Username())
	password, _ := u.User.Password()
	set("password", password)
	query, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return nil, nil, fmt.Errorf("connect: the part after the ? of %s is not well-formed; write %% escapes for special characters", origin)
	}
	for keyword, texts := range query {
		if len(texts) > 1 {
			return nil, nil, fmt.Errorf("connect: %s has the keyword %s %d times", origin, keyword, len(texts))
		}
		if slices.Contains(urlKeywords, keyword) {
			set(keyword, texts[0])
		} else {
			params[keyword] = texts[0]
		}
	}
	return out, params, nil
}
