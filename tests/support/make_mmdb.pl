#!/usr/bin/perl
# make_mmdb.pl LAYOUT FILE: writes a small MaxMind DB for tests, with libmaxmind-db-writer-perl.
# Exits 77 when the module is not installed, which tests report as skipped.
use strict;
use warnings;

eval { require MaxMind::DB::Writer::Tree; 1 } or exit 77;

my ($layout, $file) = @ARGV;
die "usage: make_mmdb.pl LAYOUT FILE\n" unless defined $file;

my %as = (autonomous_system_number => 64500, autonomous_system_organization => 'Example Net');
my %records = (
    'asn'     => ['GeoLite2-ASN',           {%as}],
    'country' => ['GeoLite2-Country',       {country => {iso_code => 'MY'}}],
    'city'    => ['GeoLite2-City',          {country => {iso_code => 'MY'}, city => {names => {en => 'Ipoh'}},
                                             location => {latitude => 4.6, longitude => 101.1}}],
    'ooni'    => ['ip2country_as',          {%as, country => {iso_code => 'MY'}, autonomous_system_country => 'US'}],
    'table'   => ['iptoasn',                {asn => 'AS64500', as_name => 'Example Net', country_code => 'MY'}],
    'other'   => ['Colours',                {colour => 'red'}],
);
my $chosen = $records{$layout} or die "make_mmdb.pl: no layout '$layout'\n";

my %types = (map { $_ => 'utf8_string' } qw(autonomous_system_organization autonomous_system_country iso_code en asn
                                            as_name country_code colour));
$types{autonomous_system_number} = 'uint32';
$types{$_} = 'map' for qw(country city names location);
$types{$_} = 'double' for qw(latitude longitude);

my $tree = MaxMind::DB::Writer::Tree->new(
    ip_version               => 6,
    record_size              => 24,
    database_type            => $chosen->[0],
    languages                => ['en'],
    description              => {en => 'made for a test'},
    map_key_type_callback    => sub { $types{$_[0]} },
    remove_reserved_networks => 0,
);
$tree->insert_network($_, $chosen->[1]) for ('203.0.113.0/24', '2001:db8::/32');
open my $out, '>:raw', $file or die "make_mmdb.pl: $file: $!\n";
$tree->write_tree($out);
close $out or die "make_mmdb.pl: $file: $!\n";
