source "https://rubygems.org"
gem "sinatra", "~> 4.0"
