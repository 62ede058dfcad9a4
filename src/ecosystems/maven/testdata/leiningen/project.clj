(defproject com.acme/shop "0.1.0-SNAPSHOT"
  :description "A \"shop\" [not a/dependency \"1\"]"
  :license {:name "EPL-2.0"}
  :dependencies [[org.clojure/clojure "1.10.0"]
                 [cheshire "5.8.1"] ; JSON
                 #_[ring/ring-devel "1.0.0"]
                 [ring/ring-core "1.6.0" :exclusions [commons-fileupload org.clojure/tools.reader]]
                 [javax.servlet/servlet-api "2.5" :scope "provided"]
                 [org.slf4j/slf4j-api ~slf4j-version]
                 [compojure "[1.6,2.0)"]]
  :plugins [[lein-ring "0.12.5"]]
  :profiles {:dev {:dependencies [[midje "1.9.9"]]}
             :test {:dependencies [[clj-http-fake "1.0.3"]]}
             :uberjar {:aot :all, :dependencies [[log4j "1.2.17"]]}})
