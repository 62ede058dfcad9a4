module example.com/acme/api

go 1.22

require (
	example.com/acme/store v0.0.0-00010101000000-000000000000
	github.com/gorilla/websocket v1.4.0
)

require golang.org/x/net v0.17.0 // indirect

replace example.com/acme/store => ../store
