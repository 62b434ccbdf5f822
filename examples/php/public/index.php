<?php

declare(strict_types=1);

// The front of the shop, for php-fpm behind nginx or Caddy.

use GuzzleHttp\Client;
use Shop\Orders;
use Shop\Payments;
use Shop\Settings;
use Shop\Shop;

require dirname(__DIR__) . '/vendor/autoload.php';

$orders = new Orders(Settings::database());
// A timeout, and nothing that tries twice. By PSR-18 Guzzle follows no redirects.
$client = new Client(['timeout' => 20, 'connect_timeout' => 5]);
$target = is_string($_SERVER['REQUEST_URI'] ?? null) ? $_SERVER['REQUEST_URI'] : '/';
[$path, $query] = explode('?', $target, 2) + ['/', ''];
$method = is_string($_SERVER['REQUEST_METHOD'] ?? null) ? $_SERVER['REQUEST_METHOD'] : 'GET';
(new Shop($orders, new Payments($orders, $client)))->answer($method, $path, $query, $_POST)->send();
