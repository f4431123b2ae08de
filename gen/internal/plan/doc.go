// Package plan turns the changes between two databases into statements that can be
// run: each with the lock it takes, what it rewrites or scans, and what can go wrong.
//
// A rule for a kind of change states facts about its own statement (what it
// produces, requires, alters, releases, destroys) and never names another rule. The
// order follows from these facts: see order.go for the edges and step.go for the cut
// into transactions.
package plan
