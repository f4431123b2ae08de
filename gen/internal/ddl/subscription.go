package ddl

import (
	"regexp"
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// SQLSTATE invalid_name.
const invalidName = "42602"

func subscriptionID(name string) schema.ID {
	return schema.ID{Kind: schema.KindSubscription, Name: name}
}

// subscriptionWords are what WITH (...) and SET (...) of a subscription say.
type subscriptionWords struct {
	// flags are connect, enabled, create_slot, copy_data and refresh, as far as given.
	flags map[string]bool
	// values are the options that are kept.
	values   map[string]string
	slot     string
	slotSays bool
}

// createSubscription runs CREATE SUBSCRIPTION. What the publisher has to say is not known
// here, and it is taken that it agrees.
func (s *stmt) createSubscription(n *pg.CreateSubscriptionStmt) error {
	x := schema.Subscription{Header: s.header(subscriptionID(n.Subname)), Slot: n.Subname}
	words, err := s.subscriptionWords(n.Options, " connect enabled create_slot slot_name copy_data synchronous_commit binary streaming two_phase"+
		" disable_on_error password_required run_as_owner origin failover ")
	if err != nil {
		return err
	}
	if x.Enabled, err = s.agree(words); err != nil {
		return err
	}
	if words.slotSays {
		x.Slot = words.slot
	}
	if words.makesSlot() {
		if err := s.aloneIn("CREATE SUBSCRIPTION ... WITH (create_slot = true)"); err != nil {
			return err
		}
	}
	if s.db.Has(x.ID) {
		return s.nameFault(n.Subname, duplicateObject, "subscription %q already exists", n.Subname)
	}
	if err := s.connection(&x, n.Conninfo); err != nil {
		return err
	}
	if x.Publications, err = s.publicationNames(n.Publication); err != nil {
		return err
	}
	x.Options = schema.SubscriptionOptions(words.values)
	s.put(x)
	return nil
}

// agree judges the options that exclude each other, and returns whether the subscription
// is on.
func (s *stmt) agree(w subscriptionWords) (bool, error) {
	given := func(name string, otherwise bool) bool {
		if v, ok := w.flags[name]; ok {
			return v
		}
		return otherwise
	}
	connect := given("connect", true)
	for _, name := range []string{"enabled", "create_slot", "copy_data"} {
		if !connect && given(name, false) {
			return false, s.fault(0, syntaxError, "connect = false and %s = true are mutually exclusive options", name)
		}
	}
	if w.slotSays && w.slot == "" {
		for _, name := range []string{"enabled", "create_slot"} {
			if given(name, false) {
				return false, s.fault(0, syntaxError, "slot_name = NONE and %s = true are mutually exclusive options", name)
			} else if given(name, connect) {
				return false, s.fault(0, syntaxError, "subscription with slot_name = NONE must also set %s = false", name)
			}
		}
	}
	return given("enabled", connect), nil
}

// makesSlot reports whether CREATE SUBSCRIPTION makes a slot at the publisher.
func (w subscriptionWords) makesSlot() bool {
	connect, said := w.flags["connect"]
	if create, ok := w.flags["create_slot"]; ok {
		return create
	}
	return (connect || !said) && !(w.slotSays && w.slot == "")
}

// connection reads how a subscription connects. Messages show none of its values.
func (s *stmt) connection(x *schema.Subscription, text string) error {
	parts, secrets, fault := schema.ReadConnection(text)
	if fault != "" {
		return s.fault(0, syntaxError, "invalid connection string syntax: %s", fault)
	}
	x.Connection, x.Secrets = parts, secrets
	return nil
}

// publicationNames reads a list of publications, each once.
func (s *stmt) publicationNames(nodes []*pg.Node) ([]string, error) {
	names := strs(nodes)
	for i, name := range names {
		if slices.Contains(names[:i], name) {
			return nil, s.nameFault(name, duplicateObject, "publication name %q used more than once", name)
		}
	}
	return names, nil
}

// subscriptionWords reads options of which allowed are the names.
func (s *stmt) subscriptionWords(nodes []*pg.Node, allowed string) (subscriptionWords, error) {
	w := subscriptionWords{flags: map[string]bool{}, values: map[string]string{}}
	given := map[string]bool{}
	for _, n := range nodes {
		d := n.GetDefElem()
		switch {
		case !strings.Contains(allowed, " "+d.Defname+" "):
			return w, s.fault(d.Location, syntaxError, "unrecognized subscription parameter: %q", d.Defname)
		case given[d.Defname]:
			return w, s.fault(d.Location, syntaxError, "conflicting or redundant options")
		}
		given[d.Defname] = true
		if err := s.subscriptionWord(&w, d); err != nil {
			return w, err
		}
	}
	return w, nil
}

func (s *stmt) subscriptionWord(w *subscriptionWords, d *pg.DefElem) error {
	text := constantText(d.Arg)
	switch d.Defname {
	case "slot_name":
		w.slot, w.slotSays = text, true
		if text == "none" {
			w.slot = ""
			return nil
		}
		if text == "" || strings.Trim(text, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" {
			return s.fault(d.Location, invalidName, "replication slot name %q is not made of lower case letters, numbers, and the underscore character", text)
		}
		return nil
	case "synchronous_commit":
		if w.values[d.Defname] = commitLevel(text); w.values[d.Defname] == "" {
			return s.fault(d.Location, invalidParameter, "invalid value for parameter %q: %q", d.Defname, text)
		}
		return nil
	case "origin":
		if w.values[d.Defname] = strings.ToLower(text); w.values[d.Defname] != "any" && w.values[d.Defname] != "none" {
			return s.fault(d.Location, invalidParameter, "unrecognized origin value: %q", text)
		}
		return nil
	case "streaming":
		if strings.ToLower(text) == "parallel" {
			w.values[d.Defname] = "parallel"
			return nil
		}
	}
	on, ok := boolOption(d)
	if !ok {
		return s.fault(d.Location, syntaxError, "%s requires a Boolean value", d.Defname)
	}
	switch d.Defname {
	case "connect", "enabled", "create_slot", "copy_data", "refresh":
		w.flags[d.Defname] = on == "true"
	case "streaming":
		w.values[d.Defname] = map[string]string{"true": "on", "false": "off"}[on]
	default:
		w.values[d.Defname] = on
	}
	return nil
}

// commitLevel returns the setting as the server keeps the text, "" for none of its values.
func commitLevel(text string) string {
	switch strings.ToLower(text) {
	case "local", "remote_write", "remote_apply", "on", "off", "true", "false", "yes", "no", "1", "0":
		return text
	}
	return ""
}

// alterSubscription runs ALTER SUBSCRIPTION.
func (s *stmt) alterSubscription(n *pg.AlterSubscriptionStmt) error {
	x, ok := schema.Get[schema.Subscription](s.db, subscriptionID(n.Subname))
	if !ok {
		return s.nameFault(n.Subname, undefinedObject, "subscription %q does not exist", n.Subname)
	}
	var err error
	switch n.Kind {
	case pg.AlterSubscriptionType_ALTER_SUBSCRIPTION_OPTIONS:
		err = s.setSubscription(&x, n.Options)
	case pg.AlterSubscriptionType_ALTER_SUBSCRIPTION_CONNECTION:
		err = s.connection(&x, n.Conninfo)
	case pg.AlterSubscriptionType_ALTER_SUBSCRIPTION_ENABLED:
		if len(n.Options) > 0 {
			on, _ := boolOption(n.Options[0].GetDefElem())
			x.Enabled = on == "true"
		}
		if x.Slot == "" && x.Enabled {
			return s.nameFault(n.Subname, notInState, "cannot enable subscription that does not have a slot name")
		}
	case pg.AlterSubscriptionType_ALTER_SUBSCRIPTION_SET_PUBLICATION, pg.AlterSubscriptionType_ALTER_SUBSCRIPTION_ADD_PUBLICATION,
		pg.AlterSubscriptionType_ALTER_SUBSCRIPTION_DROP_PUBLICATION:
		err = s.resubscribe(&x, n)
	case pg.AlterSubscriptionType_ALTER_SUBSCRIPTION_REFRESH:
		if !x.Enabled {
			return s.nameFault(n.Subname, notInState, "ALTER SUBSCRIPTION ... REFRESH is not allowed for disabled subscriptions")
		}
		if _, err = s.subscriptionWords(n.Options, " copy_data "); err == nil {
			err = s.aloneIn("ALTER SUBSCRIPTION ... REFRESH")
		}
	case pg.AlterSubscriptionType_ALTER_SUBSCRIPTION_SKIP:
		err = s.skipped(n.Options)
	}
	if err == nil {
		s.put(x)
	}
	return err
}

// setSubscription runs SET (...).
func (s *stmt) setSubscription(x *schema.Subscription, nodes []*pg.Node) error {
	w, err := s.subscriptionWords(nodes, " slot_name synchronous_commit binary streaming disable_on_error password_required run_as_owner origin failover ")
	if err != nil {
		return err
	}
	if w.slotSays {
		if x.Enabled && w.slot == "" {
			return s.fault(0, notInState, "cannot set slot_name = NONE for enabled subscription")
		}
		x.Slot = w.slot
	}
	values := map[string]string{}
	for _, o := range x.Options {
		name, value, _ := strings.Cut(o, "=")
		values[name] = value
	}
	for name, value := range w.values {
		values[name] = value
	}
	x.Options = schema.SubscriptionOptions(values)
	return nil
}

// resubscribe runs SET, ADD and DROP PUBLICATION.
func (s *stmt) resubscribe(x *schema.Subscription, n *pg.AlterSubscriptionStmt) error {
	w, err := s.subscriptionWords(n.Options, " copy_data refresh ")
	if err != nil {
		return err
	}
	names, err := s.publicationNames(n.Publication)
	if err != nil {
		return err
	}
	have := slices.Clone(x.Publications)
	switch n.Kind {
	case pg.AlterSubscriptionType_ALTER_SUBSCRIPTION_SET_PUBLICATION:
		have = names
	case pg.AlterSubscriptionType_ALTER_SUBSCRIPTION_ADD_PUBLICATION:
		for _, name := range names {
			if slices.Contains(have, name) {
				return s.nameFault(name, duplicateObject, "publication %q is already in subscription %q", name, n.Subname)
			}
		}
		have = append(have, names...)
	default:
		for _, name := range names {
			if !slices.Contains(have, name) {
				return s.nameFault(name, invalidObject, "publication %q is not in subscription %q", name, n.Subname)
			}
			have = slices.DeleteFunc(have, func(p string) bool { return p == name })
		}
		if len(have) == 0 {
			return s.nameFault(n.Subname, invalidObject, "cannot drop all the publications from a subscription")
		}
	}
	if refresh, given := w.flags["refresh"]; refresh || !given {
		if !x.Enabled {
			return hinted(s.nameFault(n.Subname, notInState, "ALTER SUBSCRIPTION with refresh is not allowed for disabled subscriptions"),
				"add WITH (refresh = false)")
		}
		if err := s.aloneIn("ALTER SUBSCRIPTION with refresh"); err != nil {
			return err
		}
	}
	x.Publications = have
	return nil
}

// lsn is a place in the log of the publisher.
var lsn = regexp.MustCompile(`^[0-9A-Fa-f]{1,8}/[0-9A-Fa-f]{1,8}$`)

// skipped judges SKIP (lsn = ...).
func (s *stmt) skipped(nodes []*pg.Node) error {
	for _, n := range nodes {
		d := n.GetDefElem()
		text := constantText(d.Arg)
		switch {
		case d.Defname != "lsn":
			return s.fault(d.Location, syntaxError, "unrecognized subscription parameter: %q", d.Defname)
		case strings.ToLower(text) == "none":
		case !lsn.MatchString(text):
			return s.fault(d.Location, "22P02", "invalid input syntax for type pg_lsn: %q", text)
		case strings.Trim(text, "0/") == "":
			return s.fault(d.Location, invalidParameter, "invalid WAL location (LSN): %s", text)
		}
	}
	return nil
}

// dropSubscription runs DROP SUBSCRIPTION.
func (s *stmt) dropSubscription(n *pg.DropSubscriptionStmt) error {
	id, err := s.existing(n.MissingOk, subscriptionID(n.Subname), undefinedObject)
	if err != nil || id.IsZero() {
		return err
	}
	if x, _ := schema.Get[schema.Subscription](s.db, id); x.Slot != "" {
		if err := s.aloneIn("DROP SUBSCRIPTION"); err != nil {
			return err
		}
	}
	return s.drop([]schema.ID{id}, n.Behavior == pg.DropBehavior_DROP_CASCADE, 0)
}
