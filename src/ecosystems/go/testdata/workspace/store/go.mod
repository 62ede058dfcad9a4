module example.com/acme/store

go 1.24

require golang.org/x/net v0.33.0
