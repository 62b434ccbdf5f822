<?php

declare(strict_types=1);

// What is done beside the pages. Run `ask` once a minute and `resume` after every start:
//
//     php bin/shop.php ask
//     php bin/shop.php resume
//     php bin/shop.php review
//     php bin/shop.php found NUMBER RRN PAISE

use GuzzleHttp\Client;
use Shop\Orders;
use Shop\Payments;
use Shop\Settings;

require dirname(__DIR__) . '/vendor/autoload.php';

$orders = new Orders(Settings::database());
$payments = new Payments($orders, new Client(['timeout' => 20, 'connect_timeout' => 5]));
[, $command, $number, $rrn, $paise] = $argv + ['', '', '', '', ''];
switch ($command) {
    case 'ask':
        $payments->askAllDue();
        break;
    case 'resume':
        $payments->resumeAll();
        break;
    case 'review':
        foreach ($orders->inReview() as $order) {
            echo $order->number, "\t", $order->review ?? 'being sent, or lost: run resume', "\n";
        }
        break;
    case 'found':
        $problem = $payments->found($number, $rrn, (int) $paise);
        fwrite(STDERR, $problem === null ? '' : "{$problem}\n");
        exit($problem === null ? 0 : 1);
    default:
        fwrite(STDERR, "php bin/shop.php ask | resume | review | found NUMBER RRN PAISE\n");
        exit(2);
}
