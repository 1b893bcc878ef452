// Crawler
